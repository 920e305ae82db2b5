/** The key under which params contain a template of more params. Ansible uses the same name. */
export const VARIABLE_PARAMS = '_variable_params'
