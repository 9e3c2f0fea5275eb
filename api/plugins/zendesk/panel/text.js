// Zendesk hands comments over as HTML: they become plain text in a document that runs and loads nothing.

const BLOCKS = new Set(["ADDRESS", "ARTICLE", "BLOCKQUOTE", "DD", "DIV", "DL", "DT", "H1", "H2", "H3", "H4", "H5", "H6", "HR", "LI", "OL", "P", "PRE", "SECTION", "TABLE", "TR", "UL"]);
const UNREAD = new Set(["HEAD", "SCRIPT", "STYLE", "TEMPLATE", "TITLE"]);
const TAG = /<\/?[a-z][^>]*>|&(?:#\d+|#x[\da-f]+|\w+);/i;
const SPACES = /[ \t\r\n]+/g;

function* pieces(node) {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) yield child.data.replace(SPACES, " ");
    if (child.nodeType !== Node.ELEMENT_NODE || UNREAD.has(child.nodeName)) continue;
    if (child.nodeName === "BR") yield "\n";
    const edge = BLOCKS.has(child.nodeName) ? "\u0000" : "";
    yield edge;
    yield* pieces(child);
    yield edge;
  }
}

// Blocks part once however deeply they are nested. A line break parts every time, except the one an
// editor leaves at a block's end; where a block holds nothing else, it is an empty line.
export function plain(text) {
  if (!TAG.test(text)) return text.trimEnd();
  const { body } = new DOMParser().parseFromString(text, "text/html");
  return [...pieces(body)]
    .join("")
    .replace(/\u0000 *\n *\u0000/g, "\u0000\u0001\u0000")
    .replace(/\n *\u0000/g, "\u0000")
    .replace(/ *\u0000[\u0000 ]*/g, "\n")
    .replace(/ *\n */g, "\n")
    .replaceAll("\u0001", "")
    .trim();
}
