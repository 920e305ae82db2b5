import type { Names } from '../../src/convert/expressions/read-expression.ts'
import { type Shapes, typeOfShape } from '../../src/convert/shapes/expression-shape.ts'

/** Names for variables of these shapes. */
export function namesOf(shapes: Shapes): Names {
  return { node: name => ({ kind: 'name', name, type: typeOfShape(shapes(name)) }), shapes }
}
