// Press, or press and hold for 0.7 s: what keeps a finger from changing a wall by accident.
//
// In: a button, whether this press wants a hold. Out: calls `fire(held)`. Not here: the fill (`style.css`, `.holding`).
// Invariant: a press that wants a hold and is let go early does nothing but say so; keys and fingers do the same.

export const HOLD_MS = 700;

/** Makes `button` fire at press-down, or after a hold where `wantsHold()` says so. `early()` is told of a hold given up. */
export function holdable(button, { wantsHold, fire, early = () => {}, onPress = true }) {
  let timer = null;
  let hasFired = false;
  const stop = () => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    button.classList.remove("holding");
    early();
  };
  const press = () => {
    if (button.disabled || button.getAttribute("aria-disabled") === "true" || timer !== null) return;
    if (!wantsHold()) {
      fire(false);
      return;
    }
    button.classList.add("holding");
    timer = setTimeout(() => {
      timer = null;
      button.classList.remove("holding");
      hasFired = true;
      fire(true);
    }, HOLD_MS);
  };
  const pressKey = (event) => event.key === "Enter" || event.key === " ";
  // Where a drag may begin on the button (a list that scrolls), a tap fires on release instead.
  if (onPress) {
    button.addEventListener("pointerdown", (event) => event.button === 0 && press());
  } else {
    button.addEventListener("pointerdown", (event) => {
      hasFired = false;
      if (event.button === 0 && wantsHold()) press();
    });
    // The click that ends a hold is no press of its own.
    button.addEventListener("click", (event) => event.detail !== 0 && !hasFired && !wantsHold() && press());
  }
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) button.addEventListener(end, stop);
  button.addEventListener("keydown", (event) => {
    if (!pressKey(event)) return;
    event.preventDefault();
    if (!event.repeat) press();
  });
  button.addEventListener("keyup", (event) => pressKey(event) && stop());
  button.addEventListener("blur", stop);
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  // What a screen reader presses comes as a click without a pointer: it cannot hold, so it asks twice.
  let askedAt = -Infinity;
  button.addEventListener("click", (event) => {
    if (event.detail !== 0 || event.pointerType) return;
    if (!wantsHold()) return press();
    const now = performance.now();
    if (now - askedAt < 5000) fire(true);
    else early();
    askedAt = now;
    return undefined;
  });
}
