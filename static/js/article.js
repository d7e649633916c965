// What an article's page does beside that; see site.js.
import "./article/share.js";
import "./article/listen.js";
import "./article/gallery.js";
import "./article/views.js";
import "./article/feedback.js";
import "./article/report.js";
