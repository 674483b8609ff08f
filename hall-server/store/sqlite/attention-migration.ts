/** What staff did about what needed their attention. Released with the others: never changed. */
export const ATTENTION_SQL = `
CREATE TABLE attention_mark (
  id TEXT NOT NULL PRIMARY KEY,
  state TEXT NOT NULL,
  note TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  actor TEXT NOT NULL
);
CREATE INDEX parked_order ON parked_operation (parked_at, seq);
`;
