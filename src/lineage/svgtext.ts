import { twoEnds } from '../ui/twoends';

/** The beginning of a text that has room; whole characters and an ellipsis. */
export function shorten(
  text: string,
  room: number,
  width: (text: string) => number
): string {
  if (width(text) <= room) {
    return text;
  }
  const characters = Array.from(text);
  let [low, high] = [0, characters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const begin = `${characters.slice(0, middle).join('').trimEnd()}…`;
    if (width(begin) <= room) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return `${characters.slice(0, low).join('').trimEnd()}…`;
}

/** A name cut in its middle where it has an end worth keeping. */
export function shortenName(
  name: string,
  room: number,
  width: (text: string) => number
): string {
  const [begin, end] = twoEnds(name);
  const left = room - width(end);
  return width(name) <= room || !end || left < room / 3
    ? shorten(name, room, width)
    : shorten(begin, left, width) + end;
}

/** Text for an XML document; what XML has no place for is left out. */
export function escape(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/[\ud800-\udbff](?![\udc00-\udfff])/g, '')
      .replace(/(^|[^\ud800-\udbff])[\udc00-\udfff]/g, '$1')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
  );
}

/** A coordinate, as fine as anybody sees it. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
