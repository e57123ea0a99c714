// Costs of an account by service: java -cp /usr/share/java/sqlite-jdbc.jar Costs.java ACCOUNT_ID FIRST_DAY
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

public class Costs {
    static final String QUERY = """
        SELECT ServiceName, BillingCurrency, round(sum(BilledCost), 2) AS cost
        FROM cf_paygo_usage
        WHERE account_id = ? AND charge_date >= ?
        GROUP BY 1, 2 ORDER BY cost DESC, 1""";

    public static void main(String[] arguments) {
        String module = System.getenv().getOrDefault("CF_BILLING", "build/cf_billing");
        try (Connection db = DriverManager.getConnection("jdbc:sqlite::memory:?enable_load_extension=true")) {
            try (PreparedStatement load = db.prepareStatement("SELECT load_extension(?)")) {
                load.setString(1, module);
                load.execute();
            }
            try (PreparedStatement costs = db.prepareStatement(QUERY)) {
                costs.setString(1, arguments[0]);
                costs.setString(2, arguments[1]);
                ResultSet row = costs.executeQuery();
                while (row.next()) {
                    String cost = row.getString("cost");
                    System.out.println(row.getString(1) + "\t" + row.getString(2) + "\t" + (cost == null ? "unknown" : cost));
                }
            }
        } catch (SQLException error) {
            System.err.println(error.getMessage());
            System.exit(1);
        }
    }
}
