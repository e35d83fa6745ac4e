// The health page: its parts.
//
// In: nothing. Out: a started page. Not here: the parts. Invariant: it asks for nothing and changes nothing.

import "../controls/all.js";
import "./top.js";
import "./tiles.js";
import "./faults.js";
import "./strip.js";
import "./bars.js";
import "./tables.js";
import { start } from "../net/show.js";

start();
