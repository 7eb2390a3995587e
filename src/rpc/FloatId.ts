/** The id of a request that was written with a decimal point or an exponent; echoed as Besu writes it: `1.0`, `1.5`, `1.0E7`. */
export class FloatId {
  /** JSON of the number. */
  readonly text: string

  /** @param literal the number as it came. */
  constructor(literal: string) {
    this.text = javaDouble(literal)
  }

  toJSON(): number {
    return Number(this.text)
  }
}

/** A number as Java writes a double. One that a double cannot hold stays as it is. */
function javaDouble(literal: string): string {
  const number = Number(literal)
  const size = Math.abs(number)
  if (!Number.isFinite(number)) return literal
  if (number === 0) return Object.is(number, -0) ? '-0.0' : '0.0'
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(number) ? `${number}.0` : `${number}`
  const [digits = '', exponent = ''] = number.toExponential().split('e')
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`
}
