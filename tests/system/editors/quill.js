// A Quill with its snow theme.
import Quill from "quill";
import "quill/dist/quill.snow.css";

window.editor = new Quill("#editor", { theme: "snow", modules: { toolbar: ["bold", "italic", "link"] } });
window.setHtml = (html) => window.editor.clipboard.dangerouslyPasteHTML(html);
window.getHtml = () => window.editor.root.innerHTML;
