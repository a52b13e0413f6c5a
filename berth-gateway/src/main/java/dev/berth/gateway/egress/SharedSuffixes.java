package dev.berth.gateway.egress;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Suffixes below which strangers get names of their own, so that allowing them allows everybody. A
 * single label is one always, and so are the registries of countries. The lists are short on
 * purpose (decision 0063): hosting domains that take uploads from anybody.
 */
final class SharedSuffixes {
  /** {@code co.uk}, {@code com.br}: what countries' registries sell names below. */
  private static final Pattern OF_COUNTRY =
      Pattern.compile(
          "(ac|co|com|edu|gob|gov|go|gv|id|ltd|me|mil|ne|net|nom|or|org|plc|sch)\\.[a-z]{2}");

  /** Clouds that put regions, zones and services before strangers' names, at any depth. */
  private static final Set<String> SHARED_AT_ANY_DEPTH =
      Set.of(
          "aliyuncs.com",
          "amazonaws.com",
          "amazonaws.com.cn",
          "awsapprunner.com",
          "azurecontainer.io",
          "backblazeb2.com",
          "cloudapp.azure.com",
          "cloudapp.net",
          "digitaloceanspaces.com",
          "elasticbeanstalk.com",
          "linodeobjects.com",
          "myqcloud.com",
          "on.aws",
          "run.app",
          "scw.cloud",
          "wasabisys.com",
          "windows.net");

  private static final Set<String> SHARED =
      Set.of(
          "cloudfront.net",
          "azurewebsites.net",
          "azureedge.net",
          "trafficmanager.net",
          "azurestaticapps.net",
          "googleapis.com",
          "storage.googleapis.com",
          "googleusercontent.com",
          "appspot.com",
          "web.app",
          "firebaseapp.com",
          "cloudfunctions.net",
          "github.io",
          "githubusercontent.com",
          "gitlab.io",
          "pages.dev",
          "workers.dev",
          "r2.dev",
          "r2.cloudflarestorage.com",
          "trycloudflare.com",
          "netlify.app",
          "vercel.app",
          "herokuapp.com",
          "fly.dev",
          "onrender.com",
          "railway.app",
          "deno.dev",
          "repl.co",
          "replit.dev",
          "glitch.me",
          "surge.sh",
          "ngrok.io",
          "ngrok.app",
          "ngrok-free.app",
          "loca.lt",
          "ondigitalocean.app",
          "blogspot.com",
          "wordpress.com",
          "sharepoint.com",
          "dropboxusercontent.com",
          "readthedocs.io",
          "hf.space",
          "gitpod.io",
          "codesandbox.io",
          "stackblitz.io",
          "duckdns.org",
          "nip.io",
          "sslip.io",
          "fastly.net",
          "akamaized.net",
          "edgekey.net");

  private SharedSuffixes() {}

  static boolean isShared(String suffix) {
    return suffix.indexOf('.') < 0
        || OF_COUNTRY.matcher(suffix).matches()
        || SHARED.contains(suffix)
        || SHARED_AT_ANY_DEPTH.stream()
            .anyMatch(cloud -> suffix.equals(cloud) || suffix.endsWith("." + cloud));
  }
}
