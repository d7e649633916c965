// What every page does with scripts; portal.staticfiles puts the modules into this file for production, so they
// import and export nothing themselves.
import "./menu.js";
import "./reading.js";
import "./offline.js";
import "./search.js";
