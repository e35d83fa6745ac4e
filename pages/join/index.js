// The first page: on to the page of this device's role; who has none may look on, or join.
//
// In: the server's welcome. Out: another page. Not here: roles (`roles`). Invariant: without an answer the links stay.

import { pageOf } from "./roles.js";

const scheme = location.protocol === "https:" ? "wss" : "ws";
const socket = new WebSocket(`${scheme}://${location.host}/api/v1/socket`);
const about = document.querySelector(".about");
socket.onopen = () => socket.send(JSON.stringify({ t: "hello", proto: 1, name: "", page: "index" }));
socket.onmessage = (event) => {
  const message = typeof event.data === "string" ? JSON.parse(event.data) : {};
  if (message.t !== "welcome") return;
  socket.close();
  if (message.me.role === "viewer") about.textContent = `${message.show}: look on, or join with the PIN from the window.`;
  else location.replace(pageOf(message.me.role));
};
socket.onerror = () => { about.textContent = "The show cannot be reached just now."; };
