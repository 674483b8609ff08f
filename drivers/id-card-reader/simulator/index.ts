export { REALISTIC_THINKING, SimulatedIdCardReader, type FaultScope, type SimulatorOptions } from './simulator.ts';
export type { Habits } from './machine.ts';
export { encodeTextBlock, SAMPLE_CARDS, type SimulatedCard } from './simulated-card.ts';
export { serveIdCardReader, type ServedReader } from './serve.ts';
