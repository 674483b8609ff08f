/** What any device is to the rest of the house, whatever its kind. The detail of a kind rides in `Fault`. */
export type DeviceState<Fault extends { readonly kind: string }> =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'ready' }
  /** It answers, but cannot do its work; somebody must act (paper, cover, authorisation). */
  | { readonly kind: 'faulty'; readonly fault: Fault }
  /** It does not answer or cannot be opened; the recovery ladder goes on trying. */
  | { readonly kind: 'unavailable'; readonly reason: UnavailableReason; readonly detail: string; readonly attempt: number };

export type UnavailableReason = 'not-found' | 'busy' | 'no-permission' | 'lost' | 'no-answer' | 'bad-address' | 'unsupported';
