/** Whether an `Accept` header permits `application/json`; a missing one permits everything (spec 03 §2.2). */
export function acceptsJson(accept: string | undefined): boolean {
  if (accept === undefined || accept.trim() === '') return true
  return accept.split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    const refused = parameters.some((parameter) => /^q\s*=\s*0(?:\.0*)?$/.test(parameter))
    return !refused && ['*', '*/*', 'application/*', 'application/json'].includes(type)
  })
}
