import { MANAGE_PATH, SIGN_IN_FRAGMENT } from '#contracts/hall/manage-contract.ts';

/** Why the page shows no hall: never signed in, an old link, too many tries, or signed out just now. */
export type SignedOut = 'none' | 'used' | 'busy' | 'out';

const SESSION = `${MANAGE_PATH}/session`;

/** Exchanges the code of the address for a session, once, and takes it out of the address; else looks whether there is one. */
export async function signIn(): Promise<'in' | SignedOut> {
  const code = new URLSearchParams(globalThis.location.hash.slice(1)).get(SIGN_IN_FRAGMENT);
  if (code === null) return (await isSignedIn()) ? 'in' : 'none';
  // Neither history nor a screen that is looked at keeps the code.
  globalThis.history.replaceState(null, '', globalThis.location.pathname + globalThis.location.search);
  const answer = await fetch(SESSION, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code }) });
  if (answer.ok) return 'in';
  return answer.status === 429 ? 'busy' : 'used';
}

export async function signOut(): Promise<void> {
  await fetch(SESSION, { method: 'DELETE' }).catch(() => undefined);
}

async function isSignedIn(): Promise<boolean> {
  const answer = await fetch(SESSION);
  return answer.ok && ((await answer.json()) as { readonly signedIn?: unknown }).signedIn === true;
}
