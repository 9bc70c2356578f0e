/** An error of the contract, thrown wherever the HTTP edge refuses a request. */
import {
  ERRORS,
  type ErrorName,
  type ErrorSlots,
  PATH_PARAMETERS,
  type PathParameterName,
  type Refusal,
} from '@parley/contract';

interface Details<Slots> {
  /** Omitted when the error's sentences have no slots. */
  readonly slots?: Slots;
  readonly property?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

type DetailsOf<N extends ErrorName> = [keyof ErrorSlots<N>] extends [never]
  ? [details?: Details<ErrorSlots<N>>]
  : [details: Details<ErrorSlots<N>> & { readonly slots: ErrorSlots<N> }];

export class ApiError extends Error {
  override name = 'ApiError' as const;
  readonly error: ErrorName;
  /** Offending parameter or field, "" when there is none. */
  readonly property: string;
  readonly slots: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  private constructor(error: ErrorName, details: Details<Readonly<Record<string, string>>>) {
    super(ERRORS[error].code, { cause: details.cause });
    this.error = error;
    this.property = details.property ?? '';
    this.slots = details.slots ?? {};
    this.headers = details.headers ?? {};
  }

  static of<N extends ErrorName>(error: N, ...[details = {}]: DetailsOf<N>): ApiError {
    return new ApiError(error, details);
  }

  /** For an id in the path that does not exist. */
  static notFound(name: PathParameterName): ApiError {
    return ApiError.of(PATH_PARAMETERS[name].notFound, { property: name });
  }

  static fromRefusal({ error, property, slots }: Refusal): ApiError {
    return new ApiError(error, { property, slots });
  }
}
