// @ts-check
// Sandboxed preloads are CommonJS and can load nothing but Electron's own modules. This one hands over message ports and
// knows no more: what may be said over a port is the contract's business (contracts/terminal).
'use strict';

const { contextBridge, ipcRenderer } = require('electron');

ipcRenderer.on('yichuang:port', (event) => {
  // The page's own window, so nobody else can receive it. A port cannot cross the context bridge itself.
  globalThis.postMessage('yichuang:port', '*', [...event.ports]);
});

contextBridge.exposeInMainWorld('yichuangHost', {
  requestPort: () => ipcRenderer.send('yichuang:request-port'),
});
