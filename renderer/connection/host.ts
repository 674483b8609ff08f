/**
 * What the Electron preload offers the page (`contextBridge`, name `yichuangHost`). After `requestPort` it hands over one
 * MessagePort of this surface with `window.postMessage('yichuang:port', '*', [port])`; each request gets a new port.
 */
export interface RendererHost {
  requestPort(): void;
}

declare global {
  interface Window {
    readonly yichuangHost?: RendererHost;
  }
}

export const PORT_MESSAGE = 'yichuang:port';
