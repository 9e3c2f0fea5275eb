// A CKEditor 5 with the features a reply needs.
import { Bold, ClassicEditor, Essentials, Italic, Link, List, Paragraph } from "ckeditor5";
import "ckeditor5/ckeditor5.css";

ClassicEditor.create(document.getElementById("editor"), {
  licenseKey: "GPL",
  plugins: [Essentials, Paragraph, Bold, Italic, Link, List],
  toolbar: ["bold", "italic", "link", "bulletedList", "undo", "redo"],
}).then((editor) => {
  window.editor = editor;
  window.setHtml = (html) => editor.setData(html);
  window.getHtml = () => editor.getData();
});
