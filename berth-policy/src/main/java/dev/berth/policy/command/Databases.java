package dev.berth.policy.command;

import dev.berth.policy.shell.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Clients of databases: their arguments and what they read are SQL. */
final class Databases {
  static final Set<String> KNOWN =
      Set.of(
          "psql",
          "mysql",
          "mariadb",
          "sqlite3",
          "sqlite",
          "sqlcmd",
          "cockroach",
          "duckdb",
          "clickhouse",
          "clickhouse-client",
          "bq",
          "snowsql",
          "usql",
          "pgcli",
          "mycli",
          "litecli",
          "sqlplus",
          "isql",
          "cqlsh",
          "h2",
          "trino",
          "presto",
          "spark-sql",
          "hive",
          "beeline",
          "impala-shell",
          "vsql",
          "turso",
          "wrangler",
          "supabase",
          "prisma");

  private Databases() {}

  static List<String> texts(Command command) {
    List<String> texts = new ArrayList<>(command.words());
    texts.add(String.join(" ", command.words()));
    command.input().ifPresent(texts::add);
    return texts;
  }
}
