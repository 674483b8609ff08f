import type { EngineContext } from './context.ts';

/** Small singletons by name, as JSON. */
export type SettingName = 'enrolment' | 'feed' | 'server' | 'backoff' | 'machine' | 'number-parts' | 'log-confirmed' | 'log-news' | 'files-incarnation' | 'recovery' | 'kept-from';

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the name decides the shape, as written by writeSetting
export function readSetting<Value>(context: Pick<EngineContext, 'row'>, name: SettingName): Value | null {
  const row = context.row<{ value: string }>('SELECT value FROM setting WHERE name = ?', name);
  return row ? (JSON.parse(row.value) as Value) : null;
}

export function writeSetting(context: Pick<EngineContext, 'run'>, name: SettingName, value: unknown): void {
  context.run(
    'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    name,
    JSON.stringify(value),
  );
}
