// The picture library at the desk: the form of a photo, and many photos at once on the list.
import { startCrop } from "./crop.js";
import { startFocus } from "./focus.js";
import { startTaking } from "./taking.js";

const form = document.querySelector("[data-photo-form]");
if (form) {
  startFocus(form);
  startCrop(form);
}
const zone = document.querySelector("[data-photo-drop]");
if (zone) startTaking(zone);
