export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Of the element itself. */
  readonly text: string;
}

const NOT_A_CHARACTER = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const TOKEN = /<(\/?)([A-Za-z][\w-]*)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/guy;

function decoded(text: string): string {
  if (text.includes(']]>')) throw new Error('"]]>" in text');
  return text.replaceAll(/&(?:#(\d+)|(\w*));?/g, (whole, code: string | undefined, name: string) => {
    const character = code === undefined ? ENTITIES[name] : String.fromCodePoint(Number(code));
    if (character === undefined || !whole.endsWith(';')) throw new Error(`no entity: ${whole}`);
    if (NOT_A_CHARACTER.test(character)) throw new Error(`no character: ${whole}`);
    return character;
  });
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  const pairs = Array.from(text.matchAll(/([\w-]+)="([^"]*)"/g), ([, name = '', value = '']) => ({
    name,
    value,
  }));
  const names = new Set(pairs.map(({ name }) => name));
  if (names.size !== pairs.length) throw new Error(`an attribute twice: ${text}`);
  return Object.fromEntries(pairs.map(({ name, value }) => [name, decoded(value)]));
}

interface Open extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

/** A strict reader of what JUnit's XML needs of XML 1.0; throws where a text is not well-formed. */
export function readXml(text: string): XmlElement {
  if (NOT_A_CHARACTER.test(text)) throw new Error('a character that XML has no place for');
  const body = text.replace('<?xml version="1.0" encoding="UTF-8"?>\n', '');
  if (body.length === text.length) throw new Error('no declaration');
  const top: Open = { name: '', attributes: {}, children: [], text: '' };
  const stack = [top];
  let end = 0;
  for (const match of body.matchAll(TOKEN)) {
    const [whole, closing, name = '', attributes = '', empty, characters] = match;
    const parent = stack.at(-1) as Open;
    end = match.index + whole.length;
    if (characters !== undefined) parent.text += decoded(characters);
    else if (closing === '/') {
      if (stack.pop()?.name !== name) throw new Error(`</${name}> closes another element`);
    } else {
      const element: Open = { name, attributes: attributesOf(attributes), children: [], text: '' };
      parent.children.push(element);
      if (empty !== '/') stack.push(element);
    }
  }
  if (end !== body.length) throw new Error(`no markup: ${body.slice(end, end + 40)}`);
  const [root, ...others] = top.children;
  if (stack.length !== 1 || root === undefined || others.length > 0) throw new Error('not one whole element');
  if (top.text.trim() !== '') throw new Error('text beside the element');
  return root;
}

/** The element and all below it that have that name. */
export function elementsOf(element: XmlElement, name: string): readonly XmlElement[] {
  return [
    ...(element.name === name ? [element] : []),
    ...element.children.flatMap((child) => elementsOf(child, name)),
  ];
}
