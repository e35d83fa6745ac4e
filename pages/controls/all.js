// Every shared control, defined.
//
// In: nothing. Out: the custom elements. Not here: those of one page alone. Invariant: importing twice defines once.

import "./fader.js";
import "./stepper.js";
import "./switch.js";
import "./choice.js";
import "./date.js";
import "./hold_button.js";
import "./people.js";
import "./toast.js";
import "./lock.js";
import "./connection.js";
import "./panic.js";
import "./tally.js";
import "./preview.js";
import "./awake.js";
