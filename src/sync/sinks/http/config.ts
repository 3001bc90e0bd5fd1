import { setting, z } from "../../../core/schema.ts";
import { signatureAlgorithms, signatureKeyProblem } from "../../network/message-signature.ts";
import { compressionSetting, live, sinkShape, tlsSetting, visibleText } from "../sink-settings.ts";

const secret = { reload: "live", secret: true } as const;
const name = visibleText.min(1).max(256);

const signature = z
  .strictObject({
    keyId: setting(name, "Name under which the far side knows the key", live),
    algorithm: setting(
      z.enum(signatureAlgorithms).default("ed25519"),
      "ed25519 with a private key of our own, or hmac-sha256 with a key that the far side has too",
      live,
    ),
    key: setting(
      z.string().min(1),
      "The key: for ed25519 a private key in PEM, for hmac-sha256 base64 of at least 16 bytes",
      secret,
    ),
    expiresAfterMs: setting(
      z.int().min(1_000).max(86_400_000).default(300_000),
      "How long after its making a signature is good, in milliseconds",
      live,
    ),
  })
  .superRefine(({ algorithm, key }, context) => {
    const message = signatureKeyProblem(algorithm, key);
    if (message) context.addIssue({ code: "custom", path: ["key"], message });
  });

const sigV4 = z.strictObject({
  region: setting(name, "AWS region, such as eu-central-1", live),
  service: setting(name, "Service as in signatures, such as execute-api, lambda or s3", live),
  accessKeyId: setting(name, "Id of the access key", live),
  secretAccessKey: setting(name, "The secret access key", secret),
  sessionToken: setting(visibleText.max(16_384).optional(), "Token of temporary credentials", secret),
});

const oauth = z.strictObject({
  tokenUrl: setting(z.url({ protocol: /^https?$/ }), "Where access tokens are asked for", live),
  clientId: setting(name, "Client id", live),
  clientSecret: setting(z.string().min(1).max(4_096), "Client secret", secret),
  scope: setting(visibleText.optional(), "Scopes to ask for, with spaces between", live),
  audience: setting(visibleText.optional(), "Audience to ask for, where the token server wants one", live),
});

export const httpSinkConfig = z
  .strictObject({
    type: z.literal("http").meta({ description: "POST of JSON batches over HTTP or HTTPS", reload: "live" }),
    ...sinkShape,
    url: setting(z.url({ protocol: /^https?$/ }), "Where batches are posted to, http:// or https://", live),
    token: setting(visibleText.optional(), "Bearer token", secret),
    headers: setting(
      z.record(z.string().regex(/^[A-Za-z0-9-]+$/), visibleText).default({}),
      "Further request headers",
      secret,
    ),
    signature: setting(signature.optional(), "Sign each batch by HTTP Message Signatures (RFC 9421)", live),
    sigV4: setting(sigV4.optional(), "Sign each batch by AWS Signature Version 4", live),
    oauth: setting(
      oauth.optional(),
      "Get a bearer token by OAuth 2.0 client credentials, over the same trust and client certificate",
      live,
    ),
    receipt: setting(
      z.enum(["status", "listed"]).default("status"),
      "What counts as delivered: a status of success (and the list of results, where there is one), or only what that list names",
      live,
    ),
    receiptUrl: setting(
      z.url({ protocol: /^https?$/ }).optional(),
      "Asked for a receipt of each batch (GET, ?batch=<id>), on the host of url: what is accepted and in no receipt is sent again",
      live,
    ),
    compression: compressionSetting,
    tls: tlsSetting,
  })
  .superRefine(({ url, receiptUrl }, context) => {
    if (receiptUrl === undefined || !URL.canParse(url) || !URL.canParse(receiptUrl)) return;
    const { origin } = new URL(url);
    if (new URL(receiptUrl).origin === origin) return;
    context.addIssue({
      code: "custom",
      path: ["receiptUrl"],
      message: `it has to be on ${origin}, as url is`,
    });
  })
  .superRefine((settings, context) => {
    const ways = (["token", "sigV4", "oauth"] as const).filter((way) => settings[way] !== undefined);
    if (ways.length <= 1) return;
    const message = `${ways.join(" and ")} would both fill the Authorization header; keep one`;
    context.addIssue({ code: "custom", path: [ways[1] ?? "token"], message });
  });

export type HttpSinkSettings = z.infer<typeof httpSinkConfig>;
