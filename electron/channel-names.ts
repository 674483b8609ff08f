/** Between preload and main; preload.cjs repeats them, since a sandboxed preload can load nothing. A test compares them. */
export const REQUEST_PORT = 'yichuang:request-port';
export const HAND_OVER_PORT = 'yichuang:port';
