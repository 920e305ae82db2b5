import { escapeControl } from '../base/escape-control.ts'

/**
 * Escapes text for XML 1.0 and HTML, in an element or an attribute; makes characters visible that XML does not allow.
 */
export function xmlText(text: string): string {
  return escapeControl(text)
    .replace(NOT_XML, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
}

/** Returns an element with its attributes, without those that are undefined, and with its content: lines of XML. */
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

/** Returns an element that contains only text, with its line breaks. */
export function xmlTextElement(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  text: string,
): string {
  const opened = xmlElement(name, attributes).slice(0, -2)
  return text === '' ? `${opened}/>` : `${opened}>${xmlText(text).replaceAll('&#10;', '\n')}</${name}>`
}

/** Characters that are invalid in XML 1.0, including unpaired surrogates. */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu
