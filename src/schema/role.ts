import { OPTION_TYPES } from '../argument-specs/option.ts'
import { DRAFT, type JsonSchema } from './json-schema.ts'

/** Returns the schema of `meta/main.yml` of a role. `argumentSpecs` is the name of the schema of argument specs. */
export function roleMetaSchema(argumentSpecs: string): JsonSchema {
  return {
    $schema: DRAFT,
    title: 'Metadata of a role of Drover',
    type: ['object', 'null'],
    properties: {
      dependencies: {
        description: 'Roles that run before this one.',
        type: ['array', 'null'],
        items: { anyOf: [{ type: 'string' }, { type: 'object' }] },
      },
      allow_duplicates: {
        description: 'Whether the role may run more than once on a host with the same params.',
      },
      argument_specs: { $ref: `${argumentSpecs}#/definitions/entries` },
      variables: {
        description: '`private` hides the variables of the role from everything outside of it.',
        enum: ['private', 'public'],
      },
      outputs: {
        description: 'The variables that a private role sets for its users.',
        type: ['array', 'string', 'null'],
      },
      galaxy_info: { description: 'Information for Ansible Galaxy; Drover does not read it.' },
    },
  }
}

/** Returns the schema of `meta/argument_specs.yml` of a role. */
export function argumentSpecsSchema(): JsonSchema {
  const option = {
    type: 'object',
    properties: {
      description: { description: 'What the variable is for.' },
      type: { description: 'Its type. Default: `str`.', enum: OPTION_TYPES },
      elements: { description: 'The type of the items of a list.', enum: OPTION_TYPES },
      required: { description: 'Whether it must be set.', type: 'boolean' },
      default: { description: 'The value that the documentation of the role gives as its default.' },
      choices: { description: 'The values that it may have.', type: 'array' },
      options: { description: 'The keys of a map.', $ref: '#/definitions/options' },
      no_log: { description: 'Whether its value is secret.', type: 'boolean' },
    },
  }
  const options = { type: 'object', additionalProperties: { $ref: '#/definitions/option' } }
  const entry = {
    type: 'object',
    properties: {
      short_description: { description: 'One sentence about the task file.' },
      description: { description: 'What the task file does.' },
      options: { description: 'The variables of the role.', $ref: '#/definitions/options' },
    },
  }
  const entries = {
    description: 'The variables of each task file of the role; `main` is the one that runs by default.',
    type: 'object',
    additionalProperties: { $ref: '#/definitions/entry' },
  }
  return {
    $schema: DRAFT,
    title: 'Argument specs of a role of Drover',
    definitions: { option, options, entry, entries },
    type: 'object',
    properties: { argument_specs: { $ref: '#/definitions/entries' } },
  }
}
