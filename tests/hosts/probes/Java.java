// What each probe does, in Java; see ../README.md.
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

public class Java {
    static final String COUNT =
        "SELECT count(*) FROM cf_paygo_usage WHERE account_id = ? AND charge_date >= ?";

    static Connection connect() throws SQLException {
        Connection db = DriverManager.getConnection("jdbc:sqlite::memory:?enable_load_extension=true");
        prepare(db, "SELECT load_extension(?)", System.getenv("CF_BILLING")).execute();
        return db;
    }

    static PreparedStatement prepare(Connection db, String sql, String... values) throws SQLException {
        PreparedStatement statement = db.prepareStatement(sql);
        for (int i = 0; i < values.length; ++i) statement.setString(i + 1, values[i]);
        return statement;
    }

    static int count(String account, String day) {
        try (Connection db = connect()) {
            return prepare(db, COUNT, account, day).executeQuery().getInt(1);
        } catch (SQLException error) {
            throw new IllegalStateException(error);
        }
    }

    static void interrupt(String account, String day) throws SQLException {
        PreparedStatement statement = prepare(connect(), COUNT, account, day);
        new Thread(() -> {
            try {
                Thread.sleep(500);
                statement.cancel();
            } catch (InterruptedException | SQLException error) {
                throw new IllegalStateException(error);
            }
        }).start();
        try {
            statement.executeQuery();
        } catch (SQLException error) {
            System.out.println(error.getMessage());
        }
    }

    public static void main(String[] given) throws SQLException {
        switch (given[0]) {
            case "version" -> {
                Connection db = connect();
                System.out.println(db.getMetaData().getDatabaseProductVersion());
                System.out.println("Xerial " + db.getMetaData().getDriverVersion() + ", Java " +
                                   Runtime.version().feature());
            }
            case "threads" -> {
                var first = CompletableFuture.supplyAsync(() -> count(given[1], given[3]));
                var second = CompletableFuture.supplyAsync(() -> count(given[2], given[3]));
                System.out.println(first.join() + " " + second.join());
            }
            case "interrupt" -> interrupt(given[1], given[2]);
            case "abandon" -> {
                prepare(connect(), COUNT.replace("count(*)", "*"), given[1], given[2])
                    .executeQuery().next();
                System.out.println("1 row read");
                System.exit(0);
            }
        }
    }
}
