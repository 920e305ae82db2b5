import { isAbsolute, resolve } from 'node:path'
import { expandHome } from '../base/expand-home.ts'
import { InputError } from '../errors.ts'
import { isList } from '../values/plain.ts'
import { Unknown, UnknownValueError } from '../values/unknown.ts'
import { ONLY_AT_RUN, type RenderContext, readingHelper } from './controller.ts'
import { folderOf } from './environment.ts'
import { type Helper, isNothing, type Options, text, whole } from './helper.ts'
import { CHARACTER_SETS } from './python/characters.ts'
import { passwordHash, pickerBelow, saltFor } from './random.ts'

/** The helper that stores passwords in files of the controller. */
export const PASSWORD_HELPERS: Readonly<Record<string, Helper>> = {
  password: readingHelper(
    'password path [length=] [chars=] [encrypt=] [seed=]',
    'the password in a file on the controller; if the file does not exist, it is created with a random password of 20 or `length` characters from `chars`, such as `ascii_letters,digits`; with `encrypt`, such as `sha512_crypt`, the hash of the password',
    [ONLY_AT_RUN],
    ([path], options, context) => password(text('password', path), options, context),
  ),
}

/** The maximum length of a password; a longer one is surely a mistake. */
const LONGEST = 100_000

/** The path that stores nothing: each password is new. */
const NO_FILE = '/dev/null'

function password(path: string, options: Options, context: RenderContext): string {
  const { controller } = context
  const expanded = expandHome(path)
  const file = isAbsolute(expanded) ? expanded : resolve(folderOf(context), expanded)
  const kept = file === NO_FILE ? undefined : contentOf(file, context)
  if (kept === undefined && !controller.mayWrite())
    throw new UnknownValueError(new Unknown(`the password that a run makes in \`${path}\``))
  const stored = kept ?? newContent(file, options, context)
  const { secret, salt } = parse(stored)
  // safety: a password of the function `password` is masked in all output
  controller.mask(secret)
  if (isNothing(options.encrypt)) return secret
  const hashed = hash(secret, salt, text('encrypt', options.encrypt))
  controller.mask(hashed.text)
  if (salt === undefined && file !== NO_FILE) {
    // The hash stays the same only if the salt is stored.
    if (controller.mayWrite()) controller.replace(file, `${secret} salt=${hashed.salt}\n`)
    else throw new UnknownValueError(new Unknown(`the salt that a run adds to \`${path}\``))
  }
  return hashed.text
}

function contentOf(file: string, { controller }: RenderContext): string | undefined {
  if (controller.kindOf(file) === undefined) return undefined
  return controller.read(file).bytes.toString('utf8').trimEnd()
}

function newContent(file: string, options: Options, { controller }: RenderContext): string {
  const secret = newPassword(options)
  if (file === NO_FILE) return secret
  const salt = isNothing(options.encrypt) ? '' : ` salt=${saltFor(text('encrypt', options.encrypt))}`
  // If another process has created the file in the meantime, its content is used.
  return controller.create(file, `${secret}${salt}\n`).trimEnd()
}

/**
 * Splits the content of a password file as Ansible does: at the last ` salt=`, which bcrypt's ` ident=` may follow.
 */
function parse(content: string): { secret: string; salt: string | undefined } {
  const at = content.lastIndexOf(' salt=')
  if (at < 0) return { secret: content, salt: undefined }
  const salt = content.slice(at + ' salt='.length).replace(/ ident=.*$/s, '')
  return { secret: content.slice(0, at), salt: salt === '' ? undefined : salt }
}

function hash(secret: string, salt: string | undefined, type: string): { text: string; salt: string } {
  const used = salt ?? saltFor(type)
  return { text: passwordHash(secret, { hashtype: type, salt: used }), salt: used }
}

function newPassword({ length = 20, chars, seed }: Options): string {
  const count = whole('length', length)
  if (count < 0 || count > LONGEST)
    throw new InputError(`\`length\` of \`password\` must be at most ${LONGEST}, got \`${count}\``)
  const from = [...candidates(chars)]
  if (from.length === 0) throw new InputError('`chars` of `password` has no characters')
  const pickBelow = pickerBelow(isNothing(seed) ? undefined : String(seed))
  return Array.from({ length: count }, () => from[pickBelow(from.length)]).join('')
}

/**
 * Returns the characters that `chars` stands for: names of Python's character sets, or the characters themselves.
 * Quotes are removed.
 */
function candidates(chars: unknown): string {
  const specs = isNothing(chars) ? ['ascii_letters', 'digits', '.,:-_'] : specsOf(chars)
  return specs
    .map(spec => (Object.hasOwn(CHARACTER_SETS, spec) ? CHARACTER_SETS[spec] : spec))
    .join('')
    .replace(/["']/g, '')
}

/** Splits `chars` at commas; `,,` stands for a comma. */
function specsOf(chars: unknown): string[] {
  if (isList(chars)) return chars.map(spec => text('chars', spec))
  const whole = text('chars', chars)
  const parts = whole
    .replaceAll(',,', ',')
    .split(',')
    .filter(part => part !== '')
  return whole.includes(',,') ? [',', ...parts] : parts
}
