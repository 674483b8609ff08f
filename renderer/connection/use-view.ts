import { useSyncExternalStore } from 'react';
import type { ViewSource, ViewState } from './view-source.ts';

/** The newest view; the component is drawn again with each one. */
export function useView<View, Client>(source: ViewSource<View, Client>): ViewState<View> {
  return useSyncExternalStore(source.subscribe, source.state);
}
