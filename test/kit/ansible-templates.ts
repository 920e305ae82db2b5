import { spawnSync } from 'node:child_process'

/**
 * Evaluates Jinja expressions with Ansible's own templating, all in one process. Returns the value or the error of
 * each, by expression.
 */
export function byAnsible(
  texts: readonly string[],
  variables: Readonly<Record<string, unknown>>,
): Map<string, { value?: unknown; error?: string }> {
  const script = `
import json, sys
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

given = json.load(sys.stdin)
variables = given['variables']
environment = Templar(DataLoader(), variables=variables).environment

def evaluate(text):
    try:
        value = environment.compile_expression(text, undefined_to_none=False)(**variables)
        if hasattr(value, '__next__') or type(value).__name__ in ('zip', 'product', 'zip_longest', 'permutations', 'combinations'):
            value = list(value)
        json.dumps(value)
        return {'value': value}
    except Exception as error:
        return {'error': '%s: %s' % (type(error).__name__, error)}

print(json.dumps([[text, evaluate(text)] for text in given['texts']]))
`
  const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-W', 'ignore', '-c', script], {
    input: JSON.stringify({ texts, variables }),
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC' },
    maxBuffer: 64 << 20,
  })
  if (stdout === '') throw new Error(`Ansible's templates said nothing: ${stderr}`)
  return new Map(JSON.parse(stdout))
}
