/**
 * Variables that fit an argument spec.
 *
 *     - validate_argument_spec:
 *         argument_spec:
 *           http_port: { type: int, required: true }
 */
import { defineTask, inSync, TaskError, z } from '../../src/authoring/task.ts'
import { argumentErrors, readSpec } from '../../src/built-in/params.ts'

const params = z
  .strictObject({
    argument_spec: z
      .record(z.string(), z.unknown())
      .describe('The specified options by name, in the form of `options` in `meta/argument_specs.yml`.')
      .meta({ examples: [{ http_port: { type: 'int', required: true } }] }),
    provided_arguments: z
      .record(z.string(), z.unknown())
      .default({})
      .describe(
        'Values that take precedence over variables of the same names. Each key must be an option or an alias of one.',
      )
      .meta({ examples: [{ http_port: 8080 }] }),
    validate_args_context: z
      .record(z.string(), z.unknown())
      .default({})
      .describe('Information about the owner of the options. It is added to the result.')
      .meta({ examples: [{ type: 'role', name: 'web' }] }),
  })
  .meta({ keepsFloats: true })

export default defineTask({
  summary: 'Checks variables against an argument spec, and fails with a list of all errors.',
  example: `- validate_argument_spec:
    argument_spec:
      http_port: { type: int, required: true }
  vars:
    http_port: 8080
`,
  params,
  outputs: {
    validate_args_context: 'The `validate_args_context` of the task.',
    argument_errors: 'The errors, as a list of texts; only if the arguments are not valid.',
    argument_spec_data: 'The `argument_spec` of the task; only if the arguments are not valid.',
  },
  isLocal: true,
  check: async ({ params, project }) => {
    const { argument_spec: written, provided_arguments: provided, validate_args_context: context } = params
    const { spec, faults } = readSpec(written)
    const [fault] = faults
    if (fault) {
      const where = fault.path.join('.')
      throw new TaskError(`the argument spec is malformed: \`${where}\`: ${fault.message}`, {
        hint: fault.hint,
        outputs: { validate_args_context: context },
      })
    }
    const given = new Map([...(await project.variables([...spec.keys()])), ...Object.entries(provided)])
    const errors = argumentErrors(spec, given).map(({ message }) => message)
    if (errors.length === 0)
      return inSync({ msg: 'The arg spec validation passed', validate_args_context: context })
    throw new TaskError(`Validation of arguments failed:\n${errors.join('\n')}`, {
      outputs: { argument_errors: errors, argument_spec_data: written, validate_args_context: context },
    })
  },
})
