import { escapeRegex } from '../base/escape-regex.ts'

const MASK = '***'
const SHORTEST = 4
const SHORTEST_LINE = 16
/** Marks text that was truncated for display. */
const CUT = '…'
const SHORTEST_CUT = 8

type Forms = ReadonlyMap<string, readonly string[]>

/** Masks text that arrives in pieces. `push` returns the text that is safe to show so far, `end` the rest. */
export interface MaskStream {
  readonly push: (piece: string) => string
  readonly end: () => string
}

/** Returns all forms in which a secret is likely to appear in output. */
export function secretForms(secret: string): Set<string> {
  const lines = secret.split(/\r?\n/)
  const parts =
    lines.length > 1 ? lines.map(line => line.trim()).filter(line => line.length >= SHORTEST_LINE) : []
  const whole = [secret, secret.trim()].filter(text => text.length >= SHORTEST)
  // safety: each line of a multi-line secret is masked on its own
  return new Set([...whole, ...parts].flatMap(formsOf).filter(form => form.length >= SHORTEST))
}

/** Returns a pattern that finds possible beginnings of forms by their first characters. */
export function beginningsOf(forms: Forms): RegExp {
  const escaped = [...forms.keys()].map(escapeRegex)
  return new RegExp(escaped.length === 0 ? '(?!)' : escaped.join('|'), 'g')
}

/**
 * Replaces every form in the text by a mask, and overlapping forms by a single one. `end` is the position after the
 * last form.
 */
export function maskRanges(text: string, forms: Forms, beginnings: RegExp): { text: string; end: number } {
  let masked = ''
  let shown = 0
  let open: { start: number; end: number } | undefined
  const close = (): void => {
    if (!open) return
    masked += text.slice(shown, open.start) + MASK
    shown = open.end
    open = undefined
  }
  let cut = nextCut(text, 0)
  beginnings.lastIndex = 0
  for (let found = beginnings.exec(text); found; found = beginnings.exec(text)) {
    const at = found.index
    // The search continues at the next character, since one form may begin within another.
    beginnings.lastIndex = at + 1
    if (at > cut) cut = nextCut(text, at)
    const length = lengthAt(text, at, cut, forms.get(found[0]) ?? [])
    if (length === undefined) continue
    if (open && at >= open.end) close()
    open = { start: open?.start ?? at, end: Math.max(open?.end ?? 0, at + length) }
  }
  const end = open?.end ?? shown
  close()
  return { text: masked + text.slice(shown), end }
}

/**
 * Returns the length of the form at this position, or of the beginning of a form that was truncated for display;
 * undefined if there is none.
 */
function lengthAt(text: string, at: number, cut: number, forms: readonly string[]): number | undefined {
  const whole = forms.find(form => text.startsWith(form, at))
  if (whole !== undefined) return whole.length
  if (cut - at < SHORTEST_CUT) return undefined
  const isBeginning = (form: string): boolean =>
    form.length > cut - at && form.startsWith(text.slice(at, cut))
  return forms.some(isBeginning) ? cut - at : undefined
}

function nextCut(text: string, from: number): number {
  const found = text.indexOf(CUT, from)
  return found === -1 ? Number.POSITIVE_INFINITY : found
}

/** Creates the stream that `Masks.stream` returns. */
export function maskStream(forms: Forms, longest: () => number, beginnings: () => RegExp): MaskStream {
  let held = ''
  return {
    push: piece => {
      const text = held + piece
      const cut = safeLength(text, forms, longest())
      held = text.slice(cut)
      return maskRanges(text.slice(0, cut), forms, beginnings()).text
    },
    end: () => {
      const rest = maskRanges(held, forms, beginnings()).text
      held = ''
      return rest
    },
  }
}

/** Returns the length of the text that is safe to show: up to a possible form that the next piece may complete. */
function safeLength(text: string, forms: Forms, longest: number): number {
  let cut = text.length
  for (let at = Math.max(0, text.length - longest + 1); at < text.length; at += 1) {
    if (!mayBegin(text.slice(at), forms)) continue
    cut = at
    break
  }
  // The cut must not split a complete form, so it moves before each form that crosses it.
  for (let at = cut - 1; at >= Math.max(0, cut - longest); at -= 1) {
    const crossing = forms.get(text.slice(at, at + 3))?.find(form => text.startsWith(form, at))
    if (crossing !== undefined && at + crossing.length > cut) cut = at
  }
  return cut
}

function mayBegin(tail: string, forms: Forms): boolean {
  if (tail.length < 3) return [...forms.keys()].some(key => key.startsWith(tail))
  return (
    forms.get(tail.slice(0, 3))?.some(form => form.length > tail.length && form.startsWith(tail)) ?? false
  )
}

function formsOf(text: string): string[] {
  const bytes = Buffer.from(text)
  const json = inJson(text)
  // safety: the JSON-escaped form of a secret is masked
  return [
    text,
    json,
    inJson(json),
    inJson(inJson(json)),
    text.replaceAll("'", `'\\''`),
    text.replaceAll("'", `'"'"'`),
    text.replace(/[\\"$`]/g, '\\$&'),
    // `$'…'` in shells, and words with a backslash before each special character of shells.
    json.replaceAll('\\"', '"').replaceAll("'", "\\'"),
    text.replace(/[^\w@%+=:,./\n-]/g, '\\$&'),
    text.replaceAll("'", "''"),
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;'),
    ...urlForms(bytes.toString()),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    // safety: the base64 form of a secret is masked
    ...base64Forms(bytes),
  ]
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

/**
 * Returns the URL-encoded forms: for a query, a form and a path. Libraries differ in the characters that they do not
 * escape.
 */
function urlForms(text: string): string[] {
  const query = encodeURIComponent(text)
  const but = (signs: RegExp): string =>
    query.replace(signs, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  const strict = but(/[!'()*]/g)
  return [query, strict, strict.replaceAll('%2F', '/'), but(/[!'()~]/g), encodeURI(text)]
    .flatMap(url => [url, url.replaceAll('%20', '+')])
    .flatMap(url => [url, url.replace(/%[0-9A-F]{2}/g, code => code.toLowerCase())])
}

/**
 * Returns the base64 forms: of the secret alone, and the part that stays the same when the secret is anywhere inside
 * of other encoded text.
 */
function base64Forms(bytes: Buffer): string[] {
  const alone = bytes.toString('base64')
  const inside = [0, 1, 2].flatMap(shift => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const spoiltEnd = (shift + bytes.length) % 3 === 0 ? 0 : 1
    const part = whole.slice(Math.ceil((shift * 8) / 6), whole.length - spoiltEnd)
    // A short part would also match unrelated text.
    return part.length >= 8 ? [part] : []
  })
  return [alone, alone.replace(/=+$/, ''), ...inside, ...wrapped(alone)].flatMap(form => [
    form,
    form.replaceAll('+', '-').replaceAll('/', '_'),
  ])
}

/** Returns the lines of long base64 text: `base64` breaks lines after 76 characters, PEM and age after 64. */
function wrapped(base64: string): string[] {
  return [64, 76].flatMap(width =>
    base64.length <= width
      ? []
      : (base64.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).filter(line => line.length >= SHORTEST_LINE),
  )
}
