/** Steady time as it was stored last, see time/steady-time.ts. */
export const STEADY_CONDITION = 'steady-time';
/** Days the hall was in by mistake and whose tickets still wait: closed with the day it went back to. */
export const STRAY_CONDITION = 'stray-days';
