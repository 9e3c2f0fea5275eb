// The box of an element without its border and its scroll bars; a page may have scaled it.

export function insideOf(element) {
  const box = element.getBoundingClientRect();
  const scale = element.offsetWidth ? box.width / element.offsetWidth : 1;
  const left = box.left + element.clientLeft * scale;
  const top = box.top + element.clientTop * scale;
  return { left, top, scale, right: left + element.clientWidth * scale, bottom: top + element.clientHeight * scale };
}
