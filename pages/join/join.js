// The join page: a PIN (also from the address's fragment, as the QR holds it) and a name become a device's token.
//
// In: six digits, a name. Out: a cookie that the server sets; on to the role's page. Not here: tokens (the server keeps them).
// Invariant: a PIN is sent when a person presses, never by itself.

import { pageOf } from "./roles.js";

const form = document.querySelector("form");
const pin = document.getElementById("pin");
const name = document.getElementById("name");
const fault = document.getElementById("fault");
const NAME = "cyclorama_name";

function remembered() {
  try {
    return localStorage.getItem(NAME) ?? "";
  } catch {
    return "";
  }
}

function device() {
  const agent = navigator.userAgent;
  const isTablet = /Macintosh/.test(agent) && navigator.maxTouchPoints > 1;
  const known = ["iPad", "iPhone", "Android", "Windows", "Macintosh", "Linux"].find((word) => agent.includes(word));
  return isTablet ? "iPad" : (known ?? "browser");
}

async function join() {
  const answer = await fetch("/api/v1/join", {
    method: "POST", headers: { "content-type": "application/json" },
    body: JSON.stringify({ pin: pin.value, name: name.value.trim(), device: device() }),
  });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.error ?? `The show answered ${answer.status}; try again.`);
  try {
    localStorage.setItem(NAME, told.name);
  } catch {
    // Without storage the name is asked for again next time.
  }
  location.replace(pageOf(told.role));
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!/^\d{6}$/.test(pin.value)) return complain("The PIN has six digits; it stands in the Cyclorama window.", pin);
  if (name.value.trim() === "") return complain("Others need a name to see who moves what.", name);
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    await join();
  } catch (error) {
    complain(error instanceof TypeError ? "The show cannot be reached from here; is this tablet in the same network?" : error.message, pin);
  }
  button.disabled = false;
  return undefined;
});

function complain(words, field) {
  fault.textContent = words;
  field.focus();
  field.select();
}

pin.addEventListener("input", () => {
  pin.value = pin.value.replace(/\D/g, "").slice(0, 6);
  fault.textContent = "";
  if (pin.value.length === 6 && name.value === "") name.focus();
});

name.value = remembered();
const digits = /^#(\d{6})$/.exec(location.hash);
if (digits) {
  pin.value = digits[1];
  history.replaceState(null, "", location.pathname);
  (name.value === "" ? name : form.querySelector("button")).focus();
} else pin.focus();
