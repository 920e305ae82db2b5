import { escapeControl } from '../base/escape-control.ts'

/** Text for XML 1.0 and HTML, in an element or an attribute; characters that XML does not allow are made visible. */
export function xmlText(text: string): string {
  return escapeControl(text)
    .replace(NOT_XML, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
}

/** An element with its attributes, those that are undefined left out, and what is in it: XML, one line each. */
export function xmlElement(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  content: readonly string[] = [],
): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${xmlText(String(value))}"`)
    .join('')
  if (content.length === 0) return `<${name}${written}/>`
  return `<${name}${written}>\n${content.join('\n')}\n</${name}>`
}

/** An element with nothing but text in it, whose lines stay lines. */
export function xmlTextElement(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  text: string,
): string {
  const opened = xmlElement(name, attributes).slice(0, -2)
  return text === '' ? `${opened}/>` : `${opened}>${xmlText(text).replaceAll('&#10;', '\n')}</${name}>`
}

/** What is no character of XML 1.0, halves of surrogate pairs among it. */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu
