import { JinjaError, SyntaxFault } from '../../ansible/jinja/error.ts'
import { hasJinja } from '../../ansible/program.ts'
import type { Source } from '../../errors.ts'
import { readExpression } from '../expressions/read-expression.ts'
import { ofConstant, type Shapes, shapeOf, typeOfShape } from '../shapes/expression-shape.ts'
import { GIVEN } from '../shapes/known-shapes.ts'
import { ANYTHING, either, LINE, maybe, type Shape, TEXT } from '../shapes/shape.ts'
import { shapeOfSource } from '../shapes/source-shape.ts'
import { readTemplate } from '../templates/convert-template.ts'
import { Unconvertible } from '../unconvertible.ts'

/**
 * The shapes of a project's variables, from all places in its files that set them. Values that `-e` may set are not
 * considered.
 */
export class ProjectShapes {
  readonly #definitions = new Map<string, (() => Shape)[]>()
  readonly #known = new Map<string, Shape | 'open'>()

  /** Records a place that assigns this value to a variable. */
  define(name: string, source: Source): void {
    this.defineAs(name, () => this.ofSource(source, this.shapes))
  }

  defineAs(name: string, shape: () => Shape): void {
    const before = this.#definitions.get(name) ?? []
    this.#definitions.set(name, [...before, shape])
  }

  readonly shapes: Shapes = name => {
    const known = this.#known.get(name)
    // The variable is defined by itself.
    if (known === 'open') return ANYTHING
    if (known) return known
    this.#known.set(name, 'open')
    const found = this.#find(name)
    this.#known.set(name, found)
    return found
  }

  /** Returns the shape of a value as written. `shapes` are those of the variables in its templates. */
  ofSource(source: Source, shapes: Shapes): Shape {
    return shapeOfSource(source, text => shapeOfText(text, shapes))
  }

  #find(name: string): Shape {
    const definitions = this.#definitions.get(name)
    if (!definitions) return GIVEN.get(name) ?? ANYTHING
    return either(definitions.map(shape => shape()))
  }
}

/** Returns the shape of a text after rendering. */
function shapeOfText(text: string, shapes: Shapes): Shape {
  if (!hasJinja(text)) return ofConstant(text)
  try {
    const { body, lineBreaks } = readTemplate(text, { isYaml: true })
    const [only, ...others] = body
    if (only?.type !== 'output' || others.length > 0 || lineBreaks > 0)
      return text.includes('\n') ? TEXT : mixed(text)
    const node = readExpression(only.value, {
      node: name => ({ kind: 'name', name, type: typeOfShape(shapes(name)) }),
      shapes,
    })
    const shape = shapeOf(node, shapes)
    // Ansible converts a number to text unless the expression is just a name.
    return node.kind !== 'name' && maybe(shape, 'whole', 'fraction') ? either([shape, LINE]) : shape
  } catch (error) {
    if (error instanceof Unconvertible || error instanceof JinjaError || error instanceof SyntaxFault)
      return ANYTHING
    throw error
  }
}

/** Returns the shape of a text that contains templates: Ansible converts one that looks like a list or a map. */
function mixed(text: string): Shape {
  return /^\s*[[{]/.test(text) && !text.trimStart().startsWith('{{') ? ANYTHING : TEXT
}
