/** How a template file is read, and its text written. */
export interface TemplateFormat {
  /** What the template's own lines end with; what is in the variables stays as it is. */
  readonly lineEnd?: string | undefined
  /** Options of Jinja, as Ansible's `template` names them: `trim_blocks`, `block_start_string` … */
  readonly jinja?: Readonly<Record<string, string | boolean>> | undefined
}
