// The page's only way out: calls and events of the contract, by name. It runs sandboxed and isolated, so a page that was
// taken over can neither reach ipcRenderer nor change this code.

import { contextBridge, ipcRenderer, type IpcRendererEvent } from "electron";
import {
  callChannels,
  eventChannels,
  type Bridge,
} from "../contract/channels.ts";

const calls = new Set<string>(callChannels);
const events = new Set<string>(eventChannels);

const bridge: Bridge = {
  call: (channel, callId, input) =>
    calls.has(channel)
      ? ipcRenderer.invoke(channel, callId, input)
      : Promise.reject(new Error(`unknown channel: ${channel}`)),
  cancel: (callId) => ipcRenderer.send("trivet.cancel", callId),
  on: (channel, listener) => {
    if (!events.has(channel)) throw new Error(`unknown channel: ${channel}`);
    const forward = (_event: IpcRendererEvent, payload: unknown): void =>
      listener(payload);
    ipcRenderer.on(channel, forward);
    return () => {
      ipcRenderer.removeListener(channel, forward);
    };
  },
};

contextBridge.exposeInMainWorld("trivet", bridge);
