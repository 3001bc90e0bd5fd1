import { EdgewiseError } from "../core/errors.ts";

/** The interface would be open to the network without a token. */
export class TokenRequiredError extends EdgewiseError {
  constructor(host: string) {
    super(
      "http.tokenRequired",
      `The HTTP interface would be open to the network on ${host} without a token.`,
      {
        hint: "set http.token (or http.tokenFile) to a secret of at least 16 characters, or http.host to 127.0.0.1",
      },
    );
  }
}

/** Another program has the port. */
export class PortTakenError extends EdgewiseError {
  constructor(host: string, port: number, cause: unknown) {
    super("http.portTaken", `Port ${port} on ${host} is taken by another program.`, {
      hint: "is another edgewise running? else set http.port to a free port, or to 0 for any",
      cause,
    });
  }
}

/** The address is none of this device's, or may not be used by this user. */
export class AddressUnusableError extends EdgewiseError {
  constructor(host: string, port: number, cause: unknown) {
    const code = (cause as { code?: string }).code ?? "";
    super("http.addressUnusable", `The HTTP interface cannot listen on ${host} port ${port} (${code}).`, {
      hint:
        code === "EACCES"
          ? "ports below 1024 need a privilege; set http.port to a higher one"
          : "set http.host to an address of this device, or to 127.0.0.1",
      cause,
    });
  }
}

/** A request that cannot be answered as it wished; what the client is told. */
export class RequestError extends EdgewiseError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    options: { hint?: string; headers?: Record<string, string> } = {},
  ) {
    super(code, message, options.hint === undefined ? {} : { hint: options.hint });
    this.status = status;
    this.headers = options.headers ?? {};
  }
}
