/** Types of `importSources.mjs`, which plain Node.js runs. */
export declare const root: string
export declare function importSources(entry: string, folders: readonly string[]): Promise<Record<string, unknown>>
export declare function stripSources(folders: readonly string[]): Promise<string>
