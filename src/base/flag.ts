/** Words for true and false, as YAML 1.1 and Ansible's users write them. */
const TRUE_WORDS: readonly string[] = ['true', 'yes', 'on']
const FALSE_WORDS: readonly string[] = ['false', 'no', 'off']

/** What a word for true or false stands for, in capital or small letters; undefined for any other text. */
export function parseFlag(text: string): boolean | undefined {
  const word = text.trim().toLowerCase()
  if (TRUE_WORDS.includes(word)) return true
  return FALSE_WORDS.includes(word) ? false : undefined
}
