/** Where the hall server speaks its contract on its one address. */

/** RPC of `hallContract` for terminals: batch-free POSTs, and the watch as an event stream. */
export const HALL_RPC_PATH = '/rpc';
