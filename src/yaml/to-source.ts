import { type Alias, isAlias, isMap, isScalar, isSeq, type ParsedNode, type Scalar, type YAMLMap } from 'yaml'
import { VAULT_HEADER } from '../base/encrypted-file.ts'
import { InputError, type MapSource, type Place, type ScalarSource, type Source } from '../errors.ts'
import type { Dialect } from './reading.ts'
import { scalarValue } from './scalar.ts'

/**
 * The maximum number of values that aliases may add to a file when they are expanded: a few nested ones can expand
 * to billions of values.
 */
const MAX_ALIASED = 100_000

type PlaceAt = (offset: number) => Place
type Entries = MapSource['entries']
type OwnTag = '!expr' | '!unsafe' | '!secret'

/** Converts the parser's nodes to sources: resolves aliases, merges merge keys, checks tags. Throws InputError. */
export function sourceOf(root: ParsedNode, placeAt: PlaceAt, dialect: Dialect = 'drover'): Source {
  return new Reader(placeAt, dialect).read(root).source
}

/** A source and the number of its values, with aliases expanded. */
interface CountedSource {
  readonly source: Source
  readonly weight: number
}

/** Reads one document in order, because an alias refers to the last anchor of that name before it. */
class Reader {
  readonly #placeAt: PlaceAt
  readonly #dialect: Dialect
  readonly #anchors = new Map<string, CountedSource | 'open'>()
  #aliased = 0

  constructor(placeAt: PlaceAt, dialect: Dialect) {
    this.#placeAt = placeAt
    this.#dialect = dialect
  }

  /** Converts a node. `isUnsafe`: an enclosing list or map has the tag `!unsafe`. */
  read(node: ParsedNode, isUnsafe = false): CountedSource {
    if (isAlias(node)) {
      const place = this.#placeAt(node.range[0])
      if (!isUnsafe) return this.#follow(node.source, place)
      throw new InputError(`\`*${node.source}\` is inside \`!unsafe\`, but would still be rendered`, {
        place,
        hint: `tag the value of \`&${node.source}\` with \`!unsafe\``,
      })
    }
    const { anchor } = node
    if (anchor) this.#anchors.set(anchor, 'open')
    const read = this.#readNode(node, isUnsafe)
    if (anchor) this.#anchors.set(anchor, read)
    return read
  }

  #follow(name: string, place: Place): CountedSource {
    const target = this.#anchors.get(name)
    if (target === 'open') {
      throw new InputError(`\`*${name}\` is inside \`&${name}\`, so it would repeat without end`, { place })
    }
    if (!target) {
      throw new InputError(`\`*${name}\` has no \`&${name}\` above it`, {
        place,
        hint: `quote the value if it is text: \`"*${name}"\``,
      })
    }
    this.#aliased += target.weight
    // safety: the number of values that YAML aliases can expand to is limited
    if (this.#aliased > MAX_ALIASED) {
      throw new InputError('the aliases of this file expand to more than 100000 values', { place })
    }
    return target
  }

  #readNode(node: Exclude<ParsedNode, Alias.Parsed>, isUnsafe: boolean): CountedSource {
    const place = this.#placeAt(node.range[0])
    const tag = ownTag(node.tag, place)
    if (isScalar(node))
      return { source: scalarSource(node, tag, { isUnsafe, dialect: this.#dialect }, place), weight: 1 }
    if (tag === '!expr' || (tag === '!secret' && !isMap(node))) {
      throw new InputError(`\`${tag}\` needs text after it, got ${isMap(node) ? 'a map' : 'a list'}`, {
        place,
        hint: tag === '!secret' ? 'tag each secret in it' : 'quote the expression',
      })
    }
    const isUnsafeHere = isUnsafe || tag === '!unsafe'
    if (isMap(node)) return this.#readMap(node, place, tag === '!secret', isUnsafeHere)
    if (!isSeq(node)) throw new InputError('broken YAML', { place })
    const items = (node.items as ParsedNode[]).map(item => this.read(item, isUnsafeHere))
    const source = { kind: 'list' as const, items: items.map(item => item.source), place }
    return { source, weight: sum(items) }
  }

  #readMap(node: YAMLMap.Parsed, place: Place, isSecret: boolean, isUnsafe: boolean): CountedSource {
    const own = new Map<string, { readonly keyPlace: Place; readonly value: Source }>()
    const merged: Entries[] = []
    let weight = 1
    for (const { key, value } of node.items) {
      const keyPlace = this.#placeAt(key.range[0])
      const isMerge = isScalar(key) && key.value === '<<' && key.type === 'PLAIN'
      const name = isMerge ? '<<' : this.#readKey(key, keyPlace)
      const read: CountedSource = value
        ? this.read(value, isUnsafe)
        : { source: { kind: 'scalar', value: null, place: keyPlace }, weight: 1 }
      weight += read.weight
      const first = own.get(name)
      // safety: a duplicate key in YAML is an error
      // In the dialect of Ansible, the last one counts instead, as in Ansible.
      if (isMerge) merged.push(...mergeable(read.source, keyPlace))
      else if (first && this.#dialect === 'drover') {
        throw new InputError(`\`${name}\` occurs twice, first on line ${first.keyPlace.line}`, {
          place: keyPlace,
          hint: 'remove one of the two',
        })
      } else own.set(name, { keyPlace, value: read.source })
    }
    const entries = merged.length === 0 ? own : mergeEntries(merged, own)
    const source: MapSource = {
      kind: 'map',
      entries,
      place,
      ...(isSecret ? { tag: '!secret' } : {}),
      ...(this.#dialect === 'ansible' ? { dialect: this.#dialect } : {}),
    }
    return { source, weight }
  }

  #readKey(key: ParsedNode, place: Place): string {
    if (isMap(key)) {
      throw new InputError('a value that begins with `{{` must be quoted', {
        place,
        hint: 'write `name: "{{ value }}"`',
      })
    }
    const { source } = this.read(key)
    if (source.kind === 'scalar' && key.tag === undefined && isScalar(key) && source.value === null) {
      if (key.value === '') throw new InputError('the name before `:` is missing', { place })
    }
    const [blank] = isScalar(key) && key.type === 'PLAIN' ? (ODD_BLANK.exec(key.source) ?? []) : []
    if (blank !== undefined) {
      const code = blank.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
      throw new InputError(
        `broken YAML: the white space before or in this name is U+${code}, not a plain space`,
        {
          place,
          hint: 'retype it: text copied from a web page often has such characters',
        },
      )
    }
    // Keys keep their text: `0x10: a` and `1.0: b`.
    if (isScalar(key)) return String(key.value ?? '')
    if (source.kind === 'scalar') return String(source.value)
    throw new InputError(`the name before \`:\` must be text, got a ${source.kind}`, { place })
  }
}

/** Characters that look like a space but that YAML treats as part of a word. */
const ODD_BLANK = /[\u00a0\u2000-\u200b\u3000\ufeff]/

function scalarSource(
  { value, type, tag }: Scalar,
  own: OwnTag | undefined,
  { isUnsafe, dialect }: { readonly isUnsafe: boolean; readonly dialect: Dialect },
  place: Place,
): ScalarSource {
  const text = String(value ?? '')
  if (own) {
    const isVault = tag === '!vault' || tag === '!vault-encrypted'
    if (!isVault || text.trimStart().startsWith(VAULT_HEADER))
      return { kind: 'scalar', value: text, tag: own, place }
    throw new InputError('`!vault` needs text encrypted by `ansible-vault`', {
      place,
      hint: '`ansible-vault encrypt_string` creates it; for an unencrypted value use `!secret`',
    })
  }
  const style = type === 'PLAIN' ? 'plain' : 'quoted'
  const scalar = scalarValue(text, { style, tag, dialect }, place)
  // Only strings can contain something that would be rendered.
  if (isUnsafe && typeof scalar === 'string') return { kind: 'scalar', value: scalar, place, tag: '!unsafe' }
  return { kind: 'scalar', value: scalar, place, ...(dialect === 'ansible' ? { dialect } : {}) }
}

function ownTag(tag: string | undefined, place: Place): OwnTag | undefined {
  if (tag === undefined || tag === '!' || tag.startsWith('tag:yaml.org,2002:')) return undefined
  if (tag === '!expr' || tag === '!unsafe' || tag === '!secret') return tag
  if (tag === '!vault' || tag === '!vault-encrypted') return '!secret'
  throw new InputError(`the tag \`${tag}\` is unknown`, {
    place,
    hint: 'the tags are `!expr`, `!unsafe` and `!secret`; quote the value if it is text',
  })
}

function mergeable(source: Source, place: Place): Entries[] {
  if (source.kind === 'map') return [source.entries]
  // In a list, the first map takes precedence over the later ones; a later `<<` takes precedence over an earlier
  // one.
  if (source.kind === 'list' && source.items.every(item => item.kind === 'map')) {
    return source.items.map(item => (item as MapSource).entries).reverse()
  }
  throw new InputError('`<<` takes a map, or a list of maps, to merge', {
    place,
    hint: 'such as `<<: *defaults`',
  })
}

function mergeEntries(merged: readonly Entries[], own: Entries): Entries {
  return new Map([...merged, own].flatMap(entries => [...entries]))
}

function sum(items: readonly CountedSource[]): number {
  return items.reduce((total, item) => total + item.weight, 1)
}
