export type {
  CardNote,
  CardPhase,
  CardType,
  IdCard,
  IdCardReader,
  ReaderCounters,
  ReaderError,
  ReaderEvent,
  ReaderFault,
  ReadOptions,
  SamNumber,
  SamStatus,
  Sex,
} from './types.ts';
export { createIdCardReader, type IdCardReaderOptions } from './device.ts';
export { sentencesOf, type Sentences } from './sentences.ts';
export { externalPhotoDecoder, type PhotoDecoder } from './photo.ts';
export { cardToJson } from './card-json.ts';
