/** Makes the compiler prove that a switch handles every member of a union. @throws Error if reached at run time. */
export function exhaustive(value: never, what = 'value'): never {
  throw new Error(`unhandled ${what}: ${JSON.stringify(value)}`);
}
