import type { Names } from '../../src/convert/expressions/read-expression.ts'
import { type Shapes, typeOfShape } from '../../src/convert/shapes/expression-shape.ts'

/** Variables of these shapes by their own names. */
export function namesOf(shapes: Shapes): Names {
  return { node: name => ({ kind: 'name', name, type: typeOfShape(shapes(name)) }), shapes }
}
