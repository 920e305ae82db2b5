import { isMap, isScalar, isSeq, type ParsedNode, type Scalar, type YAMLMap } from 'yaml'
import { JinjaError, SyntaxFault } from '../../ansible/jinja/error.ts'
import { hasJinja } from '../../ansible/program.ts'
import { hasTemplate } from '../../templates/template.ts'
import { scalarValue } from '../../yaml/scalar.ts'
import type { Names } from '../expressions/read-expression.ts'
import { translateCondition } from '../expressions/translate-expression.ts'
import { typeOfShape } from '../shapes/expression-shape.ts'
import type { Shape } from '../shapes/shape.ts'
import {
  type Position,
  type TranslatedValue,
  translateBare,
  translateValue,
} from '../templates/translate-value.ts'
import { Unconvertible } from '../unconvertible.ts'
import type { Finding, Unit } from '../unit.ts'
import { FileEdits } from '../yaml/file-edits.ts'
import type { YamlFile } from '../yaml/open-file.ts'
import type { ProjectShapes } from './project-shapes.ts'

/** The state of the conversion of one YAML file: the edits of its values, and the findings about them. */
export class FileVisit {
  readonly units: Unit[] = []
  readonly edits: FileEdits
  readonly file: YamlFile
  readonly project: ProjectShapes
  #unit: Unit | undefined
  /** Whether something has no equivalent. A missing task type does not count: Drover lacks it in both languages. */
  #isKept = false
  #locals: ReadonlyMap<string, Shape> = new Map()

  constructor(file: YamlFile, project: ProjectShapes) {
    this.file = file
    this.project = project
    this.edits = new FileEdits(file)
  }

  /** Returns the text of the file in Drover's own language; undefined if a part of it has no equivalent. */
  result(): string | undefined {
    if (this.#isKept) return undefined
    try {
      return this.edits.apply()
    } catch (error) {
      if (!(error instanceof Unconvertible)) throw error
      this.units[0]?.findings.push({ place: this.units[0].place, is: 'kept', message: error.message })
      return undefined
    }
  }

  /** Replaces the text of a scalar. */
  replaceText(node: Scalar.Parsed, name: string): void {
    this.#replace(node, () => ({ text: name, doubts: [] }))
  }

  /** Runs `work`, whose findings belong to the unit. `locals` are variables that only this unit has. */
  within(unit: Omit<Unit, 'findings'>, locals: ReadonlyMap<string, Shape>, work: () => void): void {
    const [outer, before] = [this.#unit, this.#locals]
    const own: Unit = { ...unit, findings: [] }
    this.units.push(own)
    this.#unit = own
    this.#locals = new Map([...before, ...locals])
    work()
    this.#unit = outer
    this.#locals = before
  }

  note(node: ParsedNode, is: Finding['is'], message: string): void {
    if (is === 'kept') this.#isKept = true
    this.#unit?.findings.push({ place: this.file.placeOf(node), is, message })
  }

  /** Converts values that are rendered, including nested ones. */
  values(node: ParsedNode | null, position: Position): void {
    if (isSeq(node)) for (const item of node.items) this.values(item as ParsedNode, position)
    if (isMap(node)) this.#map(node as YAMLMap.Parsed, position)
    if (isScalar(node)) this.text(node as Scalar.Parsed, text => translateValue(text, this.#names, position))
  }

  /** Converts a condition or a list of conditions. */
  conditions(node: ParsedNode | null): void {
    if (isSeq(node)) for (const item of node.items) this.conditions(item as ParsedNode)
    if (!isScalar(node)) return
    const scalar = node as Scalar.Parsed
    if (typeof this.#meaning(scalar) !== 'string') this.#word(scalar)
    else this.#replace(scalar, text => translateCondition(text, this.#names))
  }

  /** Converts an expression without braces. */
  bare(node: ParsedNode | null): void {
    if (isScalar(node)) this.#replace(node as Scalar.Parsed, text => translateBare(text, this.#names))
  }

  /** Converts a text with `translate` if it contains a template. */
  text(node: Scalar.Parsed, translate: (text: string) => TranslatedValue): void {
    const meaning = this.#meaning(node)
    if (typeof meaning !== 'string') this.#word(node)
    else if (hasJinja(meaning)) this.#replace(node, translate)
    else if (hasTemplate(meaning)) this.note(node, 'kept', 'a text that Handlebars would read as a template')
  }

  /** Translates a part of a value, for callers that put the parts together themselves. Throws Unconvertible. */
  translatePart(text: string, position: Position): TranslatedValue {
    return translateValue(text, this.#names, position)
  }

  get #names(): Names {
    const shapes = (name: string): Shape => this.#locals.get(name) ?? this.project.shapes(name)
    return { node: name => ({ kind: 'name', name, type: typeOfShape(shapes(name)) }), shapes }
  }

  #map(node: YAMLMap.Parsed, position: Position): void {
    if (node.tag === '!secret' || node.tag === '!unsafe') return
    for (const { key, value } of node.items) {
      if (isScalar(key) && hasJinja(String(key.value))) this.note(key, 'kept', 'a key that is a template')
      this.values(value as ParsedNode | null, position)
    }
  }

  #meaning(node: Scalar.Parsed): unknown {
    if (node.tag !== undefined && !node.tag.startsWith('tag:yaml.org')) return null
    const style = node.type === 'PLAIN' ? 'plain' : 'quoted'
    try {
      const place = this.file.placeOf(node)
      return scalarValue(String(node.value), { style, tag: node.tag, dialect: 'ansible' }, place)
    } catch {
      return null
    }
  }

  /** Replaces `yes`, `no`, `on` and `off`, which only YAML 1.1 reads as booleans. */
  #word(node: Scalar.Parsed): void {
    const word = String(node.value)
    if (node.type === 'PLAIN' && !node.tag && /^(yes|no|on|off)$/i.test(word))
      this.edits.replaceWord(node, /^(yes|on)$/i.test(word) ? 'true' : 'false')
  }

  #replace(node: Scalar.Parsed, translate: (text: string) => TranslatedValue): void {
    const text = String(node.value)
    try {
      const translation = translate(text)
      for (const doubt of translation.doubts) this.note(node, 'doubt', doubt)
      if (translation.tag !== undefined || compact(translation.text) !== compact(text))
        this.edits.replace(node, translation.text, translation.tag)
    } catch (error) {
      const isJinja = error instanceof JinjaError || error instanceof SyntaxFault
      if (!isJinja && !(error instanceof Unconvertible)) throw error
      this.#isKept = true
      const isMissing = error instanceof Unconvertible && error.isMissing
      const message = isJinja ? `this is not Jinja: ${error.message}` : error.message
      this.note(node, isMissing ? 'missing' : 'kept', message)
    }
  }
}

/** Removes the spaces directly inside of `{{ }}`. */
function compact(text: string): string {
  return text.replace(/(?<=\{\{)\s+|\s+(?=\}\})/g, '')
}
