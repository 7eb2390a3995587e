declare const brand: unique symbol

/** A value of type `T` that may not be confused with another value of the same shape. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }
