/** Seeds (with four terminals) that found a fault before: tried first, so that the short form is quick. Any other may do. */
export const KNOWN_SEEDS: Readonly<Record<string, number>> = {};
