import { CONNECTION_VARIABLES } from '../doc/variables.ts'
import { DRAFT, type JsonSchema } from './json-schema.ts'

/** The pattern of variable names. */
const VARIABLE_NAME = '^[A-Za-z_]\\w*$'

/** Returns the schema of a file of variables, as in `group_vars/`. */
export function varsSchema(): JsonSchema {
  return { $schema: DRAFT, title: 'Variables of Drover', ...variables('Variables by name.') }
}

/** Returns the schema of an inventory in YAML. */
export function inventorySchema(): JsonSchema {
  const hosts = {
    description: 'Hosts by name; `web[1:3]` stands for three of them.',
    type: ['object', 'null'],
    additionalProperties: { $ref: '#/definitions/host' },
  }
  const children = {
    description: 'The groups below this one.',
    type: ['object', 'null'],
    additionalProperties: { $ref: '#/definitions/group' },
  }
  const group = {
    type: ['object', 'null'],
    properties: { hosts, children, vars: variables('Variables of all hosts of the group.') },
    additionalProperties: false,
  }
  return {
    $schema: DRAFT,
    title: 'An inventory of Drover',
    definitions: { group, host: variables('Variables of the host.') },
    type: ['object', 'null'],
    // A file with `plugin` configures an inventory plugin and has other keys.
    if: { required: ['plugin'] },
    else: { additionalProperties: { $ref: '#/definitions/group' } },
  }
}

function variables(description: string): JsonSchema {
  const known = Object.entries(CONNECTION_VARIABLES).map(([name, about]) => [name, { description: about }])
  return {
    description,
    type: ['object', 'null'],
    properties: Object.fromEntries(known),
    propertyNames: { pattern: VARIABLE_NAME },
  }
}
