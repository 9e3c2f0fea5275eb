// A Tiptap (ProseMirror) editor as a help desk embeds it.
import { Editor } from "@tiptap/core";
import StarterKit from "@tiptap/starter-kit";

window.editor = new Editor({ element: document.getElementById("editor"), extensions: [StarterKit], content: "<p></p>" });
window.setHtml = (html) => window.editor.commands.setContent(html);
window.getHtml = () => window.editor.getHTML();
